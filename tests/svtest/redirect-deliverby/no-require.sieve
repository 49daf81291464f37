redirect :bytimerelative 600 "a@there.example";
