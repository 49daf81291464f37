require ["foreverypart", "variables"];
foreverypart :name "${a}" { }
