"""Proposals that give many waiting citizens limited seats. Nobody is placed by one."""
