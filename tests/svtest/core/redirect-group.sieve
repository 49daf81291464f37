redirect "Team: a@example.com;";
