redirect :bytimeabsolute "2026-11-24T22:00:00Z" "a@there.example";
