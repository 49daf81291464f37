require "redirect-deliverby";
redirect :bytimeabsolute "2026-11-24" "a@there.example";
redirect :bytimeabsolute "2026-11-24T22:00:00" "a@there.example";
redirect :bytimeabsolute "2026-11-24 22:00:00Z" "a@there.example";
redirect :bytimeabsolute "2026-02-30T22:00:00Z" "a@there.example";
redirect :bytimeabsolute "tomorrow" "a@there.example";
