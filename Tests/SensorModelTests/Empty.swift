// SensorModelTests
