using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>What all parts of the training share.</summary>
internal sealed record TrainingSettings
{
    /// <summary>The folder of the four idx files.</summary>
    public string DataFolder { get; init; } = FashionMnist.DefaultFolder;

    /// <summary>Where checkpoints of the training go, and what is exported.</summary>
    public string OutputFolder { get; init; } = "training";

    /// <summary>The seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The most epochs that a part is trained for; each has its own number by default.</summary>
    public int MostEpochs { get; init; } = int.MaxValue;

    /// <summary>Images per step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>How many images each setting of the recognition report generates.</summary>
    public int ReportedImages { get; init; } = 1000;

    /// <summary>The type of products; <c>null</c> takes the one that is faster on this machine.</summary>
    public ScalarType? ProductPrecision { get; init; }
}
