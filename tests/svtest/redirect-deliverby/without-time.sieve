require ["redirect-deliverby", "redirect-dsn"];
redirect :bymode "return" "a@there.example";
redirect :bytrace "a@there.example";
redirect :notify "DELAY" :bytrace "a@there.example";
