using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace SoftCfg.EndToEnd.Tests;

/// <summary>The training of the embedded model, on a data set of a few made-up images.</summary>
public class TrainingTests
{
    [Fact]
    public void A_killed_training_goes_on_and_writes_a_model_that_samples()
    {
        using var folder = new TemporaryFolder();
        WriteDataSet(folder, "train", 40);
        WriteDataSet(folder, "t10k", 20);
        string[] train = ["train", "model", "--data", ".", "--images", "2", "--epochs", "2", "--batch", "16"];

        using (var killed = Tool.StartTraining(folder, train))
        {
            // Its checkpoint appears after the first epoch.
            while (killed.StandardError.ReadLine() is { } line && !line.StartsWith("generator: epoch 1/2 test", StringComparison.Ordinal))
                continue;
            Assert.False(killed.HasExited, "The training ended before it was killed.");
            killed.Kill();
            killed.WaitForExit();
        }
        Assert.DoesNotContain(folder.Files, name => name.StartsWith("model/", StringComparison.Ordinal));

        using var resumed = Tool.StartTraining(folder, train);
        var result = Tool.End(resumed).Succeeded();
        Assert.Contains("tokenizer: goes on after epoch 2", result.Error);
        Assert.Contains("classifier: goes on after epoch 2", result.Error);
        Assert.Contains("generator: goes on after epoch 1", result.Error);
        Assert.Contains("generator: epoch 2/2 test cross entropy", result.Error);
        Assert.Contains("| no guidance |", result.Output);
        Assert.Equal([
            "model/classifier.safetensors", "model/fashion-test.stats.safetensors", "model/generator.safetensors",
            "model/model.json", "model/tokenizer.safetensors",
        ], folder.Files.Where(name => name.StartsWith("model/", StringComparison.Ordinal)));

        Tool.Run(folder, "sample", "--model", "model", "--count", "2", "--guidance", "softcfg").Succeeded();
        Assert.Contains("samples/000001.png", folder.Files);
    }

    [Fact]
    public void The_test_images_become_a_reference()
    {
        using var folder = new TemporaryFolder();
        WriteDataSet(folder, "t10k", 100);
        using var process = Tool.StartTraining(folder, "reference", "bars.npz", "--data", ".");
        Tool.End(process).Succeeded();
        Tool.Run(folder, "sweep", "bars.npz", "--guidance", "none", "--count", "4", "--json").Succeeded();
        using var sweep = JsonDocument.Parse(File.ReadAllText(folder.File("sweep/sweep.json")));
        var figures = sweep.RootElement.GetProperty("points")[0].GetProperty("figures");
        Assert.Equal(100, figures.GetProperty("reference_images").GetInt32());
        Assert.Equal("bars.npz", sweep.RootElement.GetProperty("reference").GetString());
    }

    [Theory]
    [InlineData("The training needs the data set, but nowhere/train-images-idx3-ubyte.gz is missing.", "train", "--data", "nowhere")]
    [InlineData("There is no command 'sing'.", "sing")]
    [InlineData("Give one command.")]
    [InlineData("--seed is 'x'; it must be a whole number of at least 0.", "train", "--seed", "x")]
    [InlineData("--data needs a value.", "train", "--data")]
    [InlineData("--products is 'float16'; it must be float32 or bfloat16.", "train", "--products", "float16")]
    public void Bad_arguments_are_said_and_nothing_is_trained(string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        using var process = Tool.StartTraining(folder, arguments);
        var result = Tool.End(process);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    /// <summary>Images of bars whose place says the class, with some noise, in the format of the real data set.</summary>
    private static void WriteDataSet(TemporaryFolder folder, string stem, int count)
    {
        const int size = 28;
        var noise = new Random(1);
        var labels = Enumerable.Range(0, count).Select(i => (byte)(i % 10)).ToArray();
        var images = labels.SelectMany(label => Enumerable.Range(0, size * size).Select(pixel =>
            (byte)(Math.Abs(pixel / size - 2 * label - 5) < 3 ? 200 + noise.Next(50) : noise.Next(20)))).ToArray();
        WriteIdx(folder.File($"{stem}-images-idx3-ubyte.gz"), images, count, size, size);
        WriteIdx(folder.File($"{stem}-labels-idx1-ubyte.gz"), labels, count);
    }

    private static void WriteIdx(string path, byte[] data, params int[] shape)
    {
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write([0, 0, 8, (byte)shape.Length]);
        Span<byte> axis = stackalloc byte[4];
        foreach (var length in shape)
        {
            BinaryPrimitives.WriteInt32BigEndian(axis, length);
            stream.Write(axis);
        }
        stream.Write(data);
    }
}
