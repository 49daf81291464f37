require "redirect-deliverby";
redirect :bytimerelative 5 :bytimeabsolute "2026-11-24T22:00:00Z" "a@there.example";
redirect :bytimerelative 5 :bymode "drop" "a@there.example";
