"""IFC files (STEP, IFC2X3 to IFC4X3): spaces in, completed ceilings out. ifcopenshell is the extra `ifc`."""
