namespace StableDino.Cli.Demo;

/// <summary>The classes of the demo scenes; category ids are these values plus 1.</summary>
internal enum DemoShape
{
    Circle,
    Square,
    Triangle,
    Star,
    Ring,
    Cross,
    Arrow,
    Heart,
}
