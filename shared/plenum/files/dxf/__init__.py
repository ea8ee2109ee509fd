"""Drawings for CAD (DXF R2010, millimetres). ezdxf is the extra `dxf`."""
