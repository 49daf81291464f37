require ["redirect-deliverby", "redirect-dsn"];
redirect :bytimerelative 600 :bymode "RETURN" "a@there.example";
redirect :bytrace :bymode "notify" :bytimerelative 1K "b@there.example";
redirect :bytimeabsolute "2026-11-24T22:00:00+01:00" "c@there.example";
redirect :notify "DELAY" :bytimeabsolute "2026-11-24t22:00:00.5z" :bytrace :ret "HDRS" "d@there.example";
