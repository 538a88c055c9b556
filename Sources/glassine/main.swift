print("glassine")
