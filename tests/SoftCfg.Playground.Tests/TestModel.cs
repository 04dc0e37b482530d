using SoftCfg.Hosting.Models;

namespace SoftCfg.Playground.Tests;

/// <summary>The tiny model of these tests: 16 tokens of 32 codes, ten animals as classes, 64 x 64 pixels.</summary>
internal static class TestModel
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "model");

    /// <summary>The model, which is loaded when something has happened, or fails as that does.</summary>
    public static ServedModel LoadedAfter(Task something)
    {
        var model = ServedModel.Find("tiny", Path);
        return model with
        {
            Load = cancellationToken =>
            {
                something.WaitAsync(cancellationToken).GetAwaiter().GetResult();
                return model.Load(cancellationToken);
            },
        };
    }
}
