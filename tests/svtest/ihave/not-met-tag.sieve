require ["ihave"];
keep;
if size :over 1G { if ihave "copy" { stop; } }
redirect :copy "kim@there.example";
