using SoftCfg.Checkpoints;
using SoftCfg.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SoftCfg.Tests.Checkpoints;

public sealed class StrictLoaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();
#pragma warning disable RS0030 // Its forward makes a scalar; here it only holds tensors.
    private readonly TorchSharp.Modules.BatchNorm2d module = BatchNorm2d(3);
#pragma warning restore RS0030

    [Fact]
    public void Every_parameter_and_buffer_takes_the_values_of_the_file()
    {
        var report = Load(Weights());

        Assert.True(report.Fits);
        Assert.Equal("all 5 tensors fit", report.ToString());
        Assert.Equal([1f, 2f, 3f], module.weight!.data<float>().ToArray());
        Assert.Equal([4f, 5f, 6f], module.get_buffer("running_mean")!.data<float>().ToArray());
        Assert.Equal(77, module.get_buffer("num_batches_tracked")!.item<long>());
        Assert.True(module.weight.requires_grad);
    }

    [Fact]
    public void Stored_numbers_are_converted_to_the_models_type()
    {
        var weights = Weights();
        weights["weight"] = weights["weight"].to(ScalarType.BFloat16);

        Load(weights);

        Assert.Equal(ScalarType.Float32, module.weight!.dtype);
        Assert.Equal([1f, 2f, 3f], module.weight.data<float>().ToArray());
    }

    [Fact]
    public void One_report_names_everything_that_does_not_fit_and_nothing_is_copied()
    {
        var weights = Weights();
        weights.Remove("bias");
        weights["head"] = ones(2, 2);
        weights["running_mean"] = ones(4);
        weights["num_batches_tracked"] = tensor(1.5f);

        var e = Assert.Throws<CheckpointException>(() => Load(weights));

        Assert.Contains("2 tensors fit the model, 1 are missing, 1 unexpected, 2 of another shape or kind", e.Message,
            StringComparison.Ordinal);
        Assert.Contains("missing: bias float32 [3]", e.Message, StringComparison.Ordinal);
        Assert.Contains("unexpected: head float32 [2, 2]", e.Message, StringComparison.Ordinal);
        Assert.Contains("mismatched: running_mean float32 [4]; the model has float32 [3]", e.Message,
            StringComparison.Ordinal);
        Assert.Contains("mismatched: num_batches_tracked float32 []; the model has int64 []", e.Message,
            StringComparison.Ordinal);
        Assert.Equal([1f, 1f, 1f], module.weight!.data<float>().ToArray());
    }

    [Fact]
    public void A_long_report_is_cut_short()
    {
        var weights = Weights();
        for (var i = 0; i < 500; i++)
            weights[$"extra.{i}"] = ones(1);

        var e = Assert.Throws<CheckpointException>(() => Load(weights));

        Assert.Contains("unexpected: and 492 more", e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Message.Length, 1, 1500);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Weights_that_are_not_finite_are_refused_by_name(double value)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float64 })
        {
            var weights = Weights();
            weights["running_var"] = tensor(new[] { 1, value, 2 }).to(type);

            var e = Assert.Throws<CheckpointException>(() => Load(weights));

            Assert.Contains("tensor 'running_var' holds NaN or infinite weights", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Loading_leaves_no_tensor_behind()
    {
        var path = folder.File("weights.safetensors");
        SafetensorsWriter.Write(path, Weights().Select(w => (w.Key, w.Value)));
        using var checkpoint = SafetensorsFile.Open(path);
        checkpoint.LoadInto(module, TestContext.Current.CancellationToken);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        checkpoint.LoadInto(module, TestContext.Current.CancellationToken);

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_cancelled_load_stops()
    {
        Assert.Throws<OperationCanceledException>(() => Load(Weights(), new CancellationToken(canceled: true)));
    }

    public void Dispose()
    {
        module.Dispose();
        scope.Dispose();
        folder.Dispose();
    }

    private static Dictionary<string, Tensor> Weights() => new(StringComparer.Ordinal)
    {
        ["weight"] = TensorArithmetic.Range(1, 4).to(ScalarType.Float32),
        ["bias"] = zeros(3),
        ["running_mean"] = TensorArithmetic.Range(4, 7).to(ScalarType.Float32),
        ["running_var"] = ones(3),
        ["num_batches_tracked"] = tensor(77L),
    };

    private LoadReport Load(Dictionary<string, Tensor> weights, CancellationToken? cancellation = null)
    {
        var path = folder.File("weights.safetensors");
        SafetensorsWriter.Write(path, weights.Select(w => (w.Key, w.Value)));
        using var checkpoint = SafetensorsFile.Open(path);
        return checkpoint.LoadInto(module, cancellation ?? TestContext.Current.CancellationToken);
    }
}
