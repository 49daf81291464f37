filter "clean-up";
