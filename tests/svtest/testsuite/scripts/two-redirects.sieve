redirect "one@here.example";
redirect "two@here.example";
