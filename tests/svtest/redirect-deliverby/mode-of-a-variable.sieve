require ["redirect-deliverby", "variables"];
set "mode" "drop";
redirect :bytimerelative 5 :bymode "${mode}" "a@there.example";
