// Room CameraSimulation.
