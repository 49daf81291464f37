redirect "bob@there.example";
