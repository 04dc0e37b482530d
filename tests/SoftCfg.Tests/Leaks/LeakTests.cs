using SoftCfg.Checkpoints;
using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.ImageTokenizers;
using SoftCfg.Models.Rar;
using SoftCfg.Tests.Decoding;
using SoftCfg.Tests.GoldenHarness;
using SoftCfg.Tests.ImageTokenizers.RobusTok;
using SoftCfg.Tests.Layers;
using SoftCfg.Tests.Models.AliTok;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Leaks;

[Collection(nameof(CountsLiveTensors))]
public class LeakTests
{
    [Fact]
    public void The_count_sees_a_tensor_that_is_kept()
    {
        var before = Tensor.TotalCount;
        using var kept = ones(2);
        Assert.Equal(before + 1, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(GuidanceKind.None)]
    [InlineData(GuidanceKind.ClassifierFree)]
    [InlineData(GuidanceKind.SoftCfg)]
    public void Decoding_frees_everything_but_its_result(GuidanceKind kind)
    {
        using var model = TinyRar.Load();
        LiveTensors.AssertNoneLeft(() =>
        {
            using var result = AutoregressiveDecoder.Decode(model, TinyRar.Request(kind, 0, 1, 2) with { Trace = true },
                cancellationToken: TestContext.Current.CancellationToken);
        });
    }

    [Theory]
    [InlineData(GuidanceKind.None)]
    [InlineData(GuidanceKind.ClassifierFree)]
    [InlineData(GuidanceKind.SoftCfg)]
    public void Decoding_in_windows_frees_everything(GuidanceKind kind)
    {
        using var model = TinyRar.Load();
        var options = new JacobiOptions { Window = 4, SigmaFilter = SigmaFilter.Deviation, ProcessReplacement = true };
        LiveTensors.AssertNoneLeft(() => JacobiDecoder.Decode(model, Sequences(), options, cancellationToken: TestContext.Current.CancellationToken));
        LiveTensors.AssertNoneLeft(() =>
        {
            using var cancellation = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => JacobiDecoder.Decode(model, Sequences(), options,
                new Reports<JacobiProgress>(_ => cancellation.Cancel()), cancellation.Token));
        });
        LiveTensors.AssertNoneLeft(() => Assert.Throws<ArgumentException>(() => JacobiDecoder.Decode(
            model, Sequences(), options with { Initialization = DraftInitialization.RepeatLeft }, cancellationToken: TestContext.Current.CancellationToken)));
        List<Sequence> Sequences() => (TinyRar.Request(kind, 0, 1, 2) with { Trace = true }).Sequences(model);
    }

    [Fact]
    public void A_session_frees_everything_also_of_images_that_left_or_were_not_finished()
    {
        using var folder = new TemporaryFolder();
        using var generator = ImageGenerator.Load(TinyModel.Create(folder.Path));
        LiveTensors.AssertNoneLeft(() =>
        {
            using var session = generator.OpenSession(capacity: 3);
            var images = Enumerable.Range(0, 3).Select(label =>
                generator.Prepare(new() { ClassLabel = label, Trace = true, Candidates = 4 })).ToList();
            images.ForEach(session.Join);
            session.Step();
            session.Leave(images[1]);
            session.Step();
            images[0].Snapshot().Render();
        });
    }

    [Fact]
    public void A_cancelled_decode_frees_everything()
    {
        using var model = TinyRar.Load();
        LiveTensors.AssertNoneLeft(() =>
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new Reports<DecodeProgress>(value =>
            {
                if (value.Step == 5)
                    cancellation.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => AutoregressiveDecoder.Decode(
                model, TinyRar.Request(GuidanceKind.SoftCfg, 0, 1), progress, cancellation.Token));
        });
    }

    [Theory]
    [InlineData(GuidanceKind.None)]
    [InlineData(GuidanceKind.ClassifierFree)]
    [InlineData(GuidanceKind.SoftCfg)]
    public void Guidance_frees_everything_but_what_it_returns(GuidanceKind kind)
    {
        using var logits = Tensors.Random(seed: 1, rows: 4, columns: 8);
        using var tokens = tensor(new long[] { 3, 5 });
        LiveTensors.AssertNoneLeft(() =>
        {
            using var guidance = new GuidanceOptions { Kind = kind }.Create(Steps.Context(2, 3));
            for (var step = 0; step < 3; step++)
            {
                using var at = Steps.Of(2, step);
                using var next = at.Next();
                guidance.Combine(at, logits).Dispose();
                guidance.Observe(at, logits, tokens);
                guidance.ValueWeights(next)?.Dispose();
            }
        });
    }

    [Fact]
    public void A_model_is_loaded_and_freed_whole() =>
        LiveTensors.AssertNoneLeft(() => AssertFreedWhole(TinyRar.Load()), Parameters(TinyRar.Load()));

    [Fact]
    public void A_tokenizer_of_transformers_is_loaded_and_freed_whole() =>
        LiveTensors.AssertNoneLeft(() => AssertFreedWhole(TinyRobusTok.Load()), Parameters(TinyRobusTok.Load()));

    [Fact]
    public void A_rotating_model_is_loaded_and_freed_whole() =>
        LiveTensors.AssertNoneLeft(() => AssertFreedWhole(TinyAliTok.Load()), Parameters(TinyAliTok.Load()));

    [Fact]
    public void A_rotating_model_s_pass_frees_everything_but_its_logits()
    {
        using var model = TinyAliTok.Load();
        using var labels = tensor(new long[] { 3, 10 });
        using var tokens = zeros(2, 5, ScalarType.Int64);
        LiveTensors.AssertNoneLeft(() =>
        {
            using var noGradients = no_grad();
            using var cache = model.CreateCache(2, 5);
            Passes.Feed(model, cache, labels, tokens).Dispose();
        });
    }

    [Fact]
    public void A_model_whose_weights_do_not_fit_is_freed_whole()
    {
        static RarModel Larger() => new(TinyRar.Config with { Layers = 4 });
        LiveTensors.AssertNoneLeft(() =>
        {
            var model = Larger();
            using var checkpoint = SafetensorsFile.Open(TinyRar.Weights);
            Assert.Throws<CheckpointException>(
                () => checkpoint.LoadInto(model, TestContext.Current.CancellationToken));
            AssertFreedWhole(model);
        }, Parameters(Larger()));
    }

    [Theory]
    [InlineData("maskgit-vq")]
    [InlineData("robustok")]
    [InlineData("alitok")]
    public void An_image_tokenizer_frees_everything_but_what_it_returns(string family)
    {
        using IImageTokenizer tokenizer = family switch
        {
            "robustok" => TinyRobusTok.Load(),
            "alitok" => TinyAliTok.LoadTokenizer(),
            _ => TinyTokenizer.Load(),
        };
        using var pixels = zeros(2, 3, tokenizer.ImageSize, tokenizer.ImageSize);
        LiveTensors.AssertNoneLeft(() =>
        {
            using var tokens = tokenizer.Encode(pixels);
            using var decoded = tokenizer.Decode(tokens);
        });
    }

    [Fact]
    public void A_generator_frees_everything_even_when_the_caller_stops_early() =>
        LiveTensors.AssertNoneLeft(() =>
        {
            using var generator = new ImageGenerator(TinyRar.Load(), TinyTokenizer.Load());
            var options = new GenerationOptions { Classes = [0, 1, 2, 3, 4, 5], BatchSize = 2, Trace = true };
            var images = generator.Generate(options, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(3, images.Take(3).Count());
        }, Parameters(TinyRar.Load()) + Parameters(TinyTokenizer.Load()));

    private static void AssertFreedWhole(nn.Module module)
    {
        var parameters = module.parameters().ToArray();
        module.Dispose();
        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
    }

    private static int Parameters(nn.Module module)
    {
        using (module)
            return module.parameters().Count();
    }
}
