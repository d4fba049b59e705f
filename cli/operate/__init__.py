"""The operator's tool: commands that run on the server's machine.

They open the catalog and the artifacts themselves instead of asking the API, so they work while it is down.
"""

PANEL = "This machine"
"""The panel of the help in which these commands stand."""
