using System.Security.Cryptography;
using SoftCfg.Imaging;
using SoftCfg.Npz;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>Puts the images of a finished run into one <c>.npz</c>, a few at a time.</summary>
internal sealed class RunMerge(RunFolder folder, string path, bool withLabels, IProgress<(long Done, long Total)>? progress,
    CancellationToken cancellation)
{
    /// <summary>Images in memory at once: what keeps the processors busy.</summary>
    private const int ImagesAtATime = 64;

    private readonly List<int> labels = [];
    private NpzWriter? writer;

    /// <summary>Writes the file.</summary>
    /// <returns>Images written.</returns>
    internal long Run()
    {
        if (folder.Plan.Images == ImageStorage.None)
            throw new RunException(folder.Path, "this run kept tokens and no images. 'softcfg decode' makes images of them.");
        if (folder.Plan.Prompts is { } prompts && RunPlan.SizesOf(prompts) is [var first, var second, ..])
        {
            throw new RunException(folder.Path, $"images of several sizes ({first} and {second}) make no array. They are files in " +
                $"'{folder.Layout.Images}'; for an array make a run of each size.");
        }
        try
        {
            foreach (var record in folder.Records.All())
            {
                if (folder.Plan.Images == ImageStorage.Png)
                    AppendPictures(record);
                else
                    AppendArray(record);
                labels.AddRange(withLabels ? record.Labels : []);
                progress?.Report((writer!.Count, folder.Plan.Count));
            }
            writer!.Complete(withLabels ? labels : null);
            return writer.Count;
        }
        finally
        {
            writer?.Dispose();
        }
    }

    private void AppendPictures(ChunkRecord record)
    {
        foreach (var some in record.Files.Where(file => file.Name.EndsWith(".png", StringComparison.Ordinal)).Chunk(ImagesAtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            var images = new RgbImage[some.Length];
            try
            {
                Parallel.For(0, some.Length, i => images[i] = Read(some[i]));
            }
            catch (AggregateException e)
            {
                throw e.InnerExceptions[0];
            }
            foreach (var image in images)
                Append(image);
        }
    }

    private RgbImage Read(RecordedFile file)
    {
        var picture = folder.Layout.Full(file.Name);
        var content = folder.Read(file);
        if (Convert.ToHexStringLower(SHA256.HashData(content)) != file.Sha256)
            throw folder.Damaged(file);
        try
        {
            return ImageReader.Read(picture);
        }
        catch (ImageFormatException e)
        {
            throw new RunException(picture, e.Problem, e);
        }
    }

    private void AppendArray(ChunkRecord record)
    {
        var file = record.Files[0];
        using var scope = NewDisposeScope();
        using var archive = NpzArchive.Open(folder.Layout.Full(file.Name));
        using var array = archive.OpenArray("arr_0", ScalarType.Byte);
        if (array.Shape is not [_, > 0, > 0, 3] || array.Shape[0] != record.Labels.Count)
            throw folder.Damaged(file);
        using var image = empty(array.Shape[1..], ScalarType.Byte, CPU);
        for (var i = 0; i < record.Labels.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            array.Read(image);
            Append(new RgbImage((int)array.Shape[2], (int)array.Shape[1], image.data<byte>().ToArray()));
        }
        array.Finish();
    }

    private void Append(RgbImage image)
    {
        writer ??= new NpzWriter(path, image.Width, image.Height);
        writer.Append(image);
    }
}
