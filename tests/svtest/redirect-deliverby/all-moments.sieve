require ["redirect-deliverby", "variables"];
redirect :bytimeabsolute "2026-11-24T22:00:00-12:45" "a@there.example";
redirect :bytimeabsolute "2016-12-31T23:59:60Z" "b@there.example";
redirect :bytimeabsolute "9999-12-31T23:59:59.999+00:00" "c@there.example";
set "mode" "Notify";
redirect :bytimeabsolute "2024-02-29T00:00:00-00:00" :bymode "${mode}" "d@there.example";
