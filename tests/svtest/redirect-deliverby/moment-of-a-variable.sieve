require ["redirect-deliverby", "variables"];
set "when" "22:00";
redirect :bytimeabsolute "${when}" "a@there.example";
