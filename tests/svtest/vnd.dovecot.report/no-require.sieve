report "abuse" "x" "abuse@sender.example";
