require "ereject";
ereject "no";
redirect "dora@here.example";
