frobnicate;
keep "much";
