using SoftCfg.Evaluation.Sources;
using SoftCfg.Npz;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Every archive of a case holds the same images, and some hold statistics.</summary>
internal static class FormatsGolden
{
    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        foreach (var path in Directory.EnumerateFiles(golden.Folder, "*.npz").Order(StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            using var archive = NpzArchive.Open(path);
            foreach (var key in golden.ExpectedNames.Where(archive.Has))
            {
                var actual = key == NpzImages.Key ? ReadImages(archive) : ReadArray(archive, key);
                errors.Compare($"{Path.GetFileName(path)} {key}", actual, golden.Expected(key), Tolerance.Exact);
            }
        }
    }

    /// <summary>In batches that do not divide the count.</summary>
    private static Tensor ReadImages(NpzArchive archive)
    {
        using var images = new NpzImages(archive);
        var batches = new List<Tensor>();
        while (images.Next(2) is { } batch)
            batches.Add(batch);
        return cat(batches);
    }

    private static Tensor ReadArray(NpzArchive archive, string key)
    {
        using var array = archive.OpenArray(key, ScalarType.Float32, ScalarType.Float64);
        return array.ReadWhole();
    }
}
