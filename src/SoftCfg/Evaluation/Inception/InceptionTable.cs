using static SoftCfg.Evaluation.Inception.InceptionLayer;

namespace SoftCfg.Evaluation.Inception;

/// <summary>
/// The InceptionV3 graph of December 2015 (<c>classify_image_graph_def.pb</c>; arXiv 1512.00567), as
/// guided-diffusion's <c>evaluations/evaluator.py</c> runs it. It is not torchvision's: see <see cref="InceptionNetwork"/>.
/// </summary>
internal static class InceptionTable
{
    /// <summary>Width and height of the image the graph resizes to.</summary>
    internal const int ImageSize = 299;

    /// <summary>Channels after the last block.</summary>
    internal const int FeatureCount = 2048;

    /// <summary>Columns of the last weight; 1000 classes of ImageNet and 8 that were never trained.</summary>
    internal const int ClassCount = 1008;

    /// <summary>The layers before the first block: 299 -> 35 pixels, 192 channels.</summary>
    internal static IReadOnlyList<InceptionNode> Stem { get; } =
    [
        new("conv", "Conv2d_1a_3x3", 3, ValidConv(32, stride: 2)),
        new("conv_1", "Conv2d_2a_3x3", 32, ValidConv(32, stride: 1)),
        new("conv_2", "Conv2d_2b_3x3", 32, Conv(64, 3, 3)),
        new("pool", "MaxPool_1", 64, Downsample),
        new("conv_3", "Conv2d_3b_1x1", 64, Conv(80)),
        new("conv_4", "Conv2d_4a_3x3", 80, ValidConv(192, stride: 1)),
        new("pool_1", "MaxPool_2", 192, Downsample),
    ];

    internal static IReadOnlyList<InceptionBlock> Blocks { get; } =
    [
        // 35 x 35
        Wide("mixed", "Mixed_5b", inputs: 192, pooled: 32),
        Wide("mixed_1", "Mixed_5c", inputs: 256, pooled: 64),
        Wide("mixed_2", "Mixed_5d", inputs: 288, pooled: 64),
        InceptionBlock.Create("mixed_3", "Mixed_6a", 288,
            ("branch3x3", [[ValidConv(384, stride: 2)]]),
            ("branch3x3dbl", [[Conv(64)], [Conv(96, 3, 3)], [ValidConv(96, stride: 2)]]),
            ("branch_pool", [[Downsample]])),
        // 17 x 17
        Factorised("mixed_4", "Mixed_6b", width: 128),
        Factorised("mixed_5", "Mixed_6c", width: 160),
        Factorised("mixed_6", "Mixed_6d", width: 160),
        Factorised("mixed_7", "Mixed_6e", width: 192),
        InceptionBlock.Create("mixed_8", "Mixed_7a", 768,
            ("branch3x3", [[Conv(192)], [ValidConv(320, stride: 2)]]),
            ("branch7x7x3", [[Conv(192)], [Conv(192, 1, 7)], [Conv(192, 7, 1)], [ValidConv(192, stride: 2)]]),
            ("branch_pool", [[Downsample]])),
        // 8 x 8
        Split("mixed_9", "Mixed_7b", inputs: 1280, AveragePool),
        Split("mixed_10", "Mixed_7c", inputs: 2048, MaxPool),
    ];

    /// <summary>Every convolution, in the graph's order.</summary>
    internal static IEnumerable<InceptionNode> Convolutions =>
        Stem.Concat(Blocks.SelectMany(block => block.Branches).SelectMany(branch => branch).SelectMany(stage => stage))
            .Where(node => node.IsConvolution);

    private static InceptionBlock Wide(string name, string torchName, long inputs, long pooled) =>
        InceptionBlock.Create(name, torchName, inputs,
            ("branch1x1", [[Conv(64)]]),
            ("branch5x5", [[Conv(48)], [Conv(64, 5, 5)]]),
            ("branch3x3dbl", [[Conv(64)], [Conv(96, 3, 3)], [Conv(96, 3, 3)]]),
            ("branch_pool", [[AveragePool], [Conv(pooled)]]));

    private static InceptionBlock Factorised(string name, string torchName, long width) =>
        InceptionBlock.Create(name, torchName, 768,
            ("branch1x1", [[Conv(192)]]),
            ("branch7x7", [[Conv(width)], [Conv(width, 1, 7)], [Conv(192, 7, 1)]]),
            ("branch7x7dbl",
                [[Conv(width)], [Conv(width, 7, 1)], [Conv(width, 1, 7)], [Conv(width, 7, 1)], [Conv(192, 1, 7)]]),
            ("branch_pool", [[AveragePool], [Conv(192)]]));

    private static InceptionBlock Split(string name, string torchName, long inputs, InceptionLayer pool) =>
        InceptionBlock.Create(name, torchName, inputs,
            ("branch1x1", [[Conv(320)]]),
            ("branch3x3", [[Conv(384)], [Conv(384, 1, 3), Conv(384, 3, 1)]]),
            ("branch3x3dbl", [[Conv(448)], [Conv(384, 3, 3)], [Conv(384, 1, 3), Conv(384, 3, 1)]]),
            ("branch_pool", [[pool], [Conv(192)]]));
}
