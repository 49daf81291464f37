redirect "<@relay.example:a@example.com>";
