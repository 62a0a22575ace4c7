"""Frontline Atlas: from dated war news to places on a map."""
