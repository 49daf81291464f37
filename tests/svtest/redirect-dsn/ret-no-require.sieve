redirect :ret "FULL" "a@there.example";
