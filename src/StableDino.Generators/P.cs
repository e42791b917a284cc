namespace StableDino.Generators; internal static class Placeholder { }
