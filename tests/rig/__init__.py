"""The rig: starts notifyd and its real counterparts on loopback, and speaks their protocols. Used by tests/e2e and the demo."""
