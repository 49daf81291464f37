fileinto ["a" "b"];
nonsense "here";
