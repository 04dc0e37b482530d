namespace SoftCfg.Playground.Tests;

/// <summary>The tiny model of these tests: 16 tokens of 32 codes, ten animals as classes, 64 x 64 pixels.</summary>
internal static class TestModel
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "model");
}
