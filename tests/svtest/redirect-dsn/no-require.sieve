redirect :notify "NEVER" "a@there.example";
