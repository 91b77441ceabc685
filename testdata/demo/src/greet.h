/* The library of the demonstration: one function that hello cannot do without. */
#ifndef GREET_H
#define GREET_H
void greet(const char *whom);
#endif
