using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Sources;
using SoftCfg.Imaging;
using SoftCfg.Npz;
using static TorchSharp.torch;

namespace SoftCfg.Sweeps;

/// <summary>Puts the images of several files into one.</summary>
internal static class JoinedImages
{
    private const int ImagesAtATime = 64;

    internal static void Write(IReadOnlyList<string> files, string path, int imageSize, IFeatureNetwork network,
        CancellationToken cancellation)
    {
        using var images = new ImageSequence(files, network);
        using var joined = new NpzWriter(path, imageSize, imageSize);
        while (images.Next(ImagesAtATime) is { } batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using (batch)
            {
                foreach (var image in batch.split(1))
                    joined.Append(new RgbImage(imageSize, imageSize, image.data<byte>().ToArray()));
            }
        }
        joined.Complete();
    }
}
