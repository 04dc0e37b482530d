using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>Several files or folders as one set, in their order. One is open at a time.</summary>
internal sealed class ImageSequence : IImageSet
{
    private readonly IReadOnlyList<string> paths;
    private readonly IFeatureNetwork network;
    private readonly long[] ends;
    private readonly List<string> remarks = [];
    private EvaluationSource? current;
    private int opened;

    /// <summary>Looks at every file's header.</summary>
    /// <exception cref="EvaluationFileException">One cannot be used, or its images are of another size.</exception>
    internal ImageSequence(IReadOnlyList<string> paths, IFeatureNetwork network)
    {
        (this.paths, this.network) = (paths, network);
        ends = new long[paths.Count];
        for (var i = 0; i < paths.Count; i++)
        {
            using var source = EvaluationSource.Open(paths[i], network);
            var images = ImagesOf(source);
            Count += images.Count;
            remarks.AddRange(images.Remarks);
            ends[i] = Count;
            if (i > 0 && images.ImageBytes != ImageBytes)
            {
                throw new EvaluationFileException(paths[i], $"its images have another size than those of {paths[0]}. All " +
                    "images of an evaluation have one size.");
            }
            ImageBytes = images.ImageBytes;
        }
    }

    /// <inheritdoc/>
    public string Path => paths[0];

    /// <inheritdoc/>
    public long Count { get; }

    /// <inheritdoc/>
    public long ImageBytes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => remarks;

    /// <inheritdoc/>
    public string NameOf(long index)
    {
        var file = Array.FindIndex(ends, end => index < end);
        return $"image {index - (file == 0 ? 0 : ends[file - 1])} of {System.IO.Path.GetFileName(paths[file])}";
    }

    /// <inheritdoc/>
    public Tensor? Next(int maximum)
    {
        while (true)
        {
            if (current is not null && ImagesOf(current).Next(maximum) is { } images)
                return images;
            current?.Dispose();
            current = null;
            if (opened == paths.Count)
                return null;
            current = EvaluationSource.Open(paths[opened++], network);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => current?.Dispose();

    private static IImageSet ImagesOf(EvaluationSource source) => source.Images ??
        throw new EvaluationFileException(source.Path, "it holds no images, so it cannot be part of a set.");
}
