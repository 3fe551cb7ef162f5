"""What is kept. The only room that speaks SQL; every function takes a Session first."""
