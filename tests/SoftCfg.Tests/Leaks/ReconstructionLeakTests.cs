using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Layers.Strips;
using SoftCfg.Tests.Decoding;
using SoftCfg.Tests.ImageTokenizers.MoVqGan;

namespace SoftCfg.Tests.Leaks;

[Collection(nameof(CountsLiveTensors))]
public class ReconstructionLeakTests
{
    private static readonly RgbImage Original = new(64, 64, new byte[3 * 64 * 64]);

    [Fact]
    public void Keeping_tokens_of_originals_frees_everything_but_the_result()
    {
        using var model = TinyRar.Load();
        var tokens = Enumerable.Range(0, TinyRar.Config.SequenceLength).Select(place => (long)place).ToArray();
        var request = TinyRar.Request(GuidanceKind.SoftCfg, 0, 1) with { Originals = [tokens, tokens], Keep = 0.5, Trace = true };
        LiveTensors.AssertNoneLeft(() =>
        {
            using var result = AutoregressiveDecoder.Decode(
                model, request, cancellationToken: TestContext.Current.CancellationToken);
        });
    }

    [Fact]
    public void A_generator_frees_everything_even_when_an_original_is_refused()
    {
        using var generator = new ImageGenerator(TinyRar.Load(), TinyTokenizer.Load());
        var options = new GenerationOptions
        {
            Classes = [0, 1, 2, 3],
            BatchSize = 2,
            Original = i => i < 3 ? Original : new RgbImage(1, 1, new byte[3]),
            Keep = 0.5,
        };
        LiveTensors.AssertNoneLeft(() =>
        {
            var finished = 0;
            Assert.Throws<ArgumentException>(() =>
            {
                foreach (var _ in generator.Generate(options, cancellationToken: TestContext.Current.CancellationToken))
                    finished++;
            });
            Assert.Equal(2, finished);
        });
    }

    [Fact]
    public void Reconstructing_frees_everything()
    {
        using var reconstructor = new ImageReconstructor(TinyTokenizer.Load());
        LiveTensors.AssertNoneLeft(() => reconstructor.Reconstruct(Original));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pictures_in_strips_free_everything_but_the_result(bool inStrips)
    {
        using var tokenizer = TinyMoVqGan.Load();
        tokenizer.Pack();
        tokenizer.Plan = inStrips ? new StripPlan(0, 0, 1, 1) : StripPlan.Usual;
        LiveTensors.AssertNoneLeft(() =>
        {
            using var tokens = TinyMoVqGan.Tokens(2, 15);
            using var pixels = tokenizer.Decode(tokens, 3, 5);
            using var again = tokenizer.Encode(pixels);
        });
    }

    [Fact]
    public void A_decode_that_is_cancelled_halfway_leaves_nothing()
    {
        using var tokenizer = TinyMoVqGan.Load();
        tokenizer.Pack();
        tokenizer.Plan = new StripPlan(0, 0, 1, 1);
        LiveTensors.AssertNoneLeft(() =>
        {
            using var stop = new CancellationTokenSource();
            using var halfway = TinyMoVqGan.AtTheFinestLevel(tokenizer, stop.Cancel);
            using var tokens = TinyMoVqGan.Tokens(1, 36);
            Assert.Throws<OperationCanceledException>(() => tokenizer.Decode(tokens, 6, 6, stop.Token));
        });
    }

    [Fact]
    public void A_MoVQGAN_is_freed_whole_packed_or_not()
    {
        int parameters;
        using (var one = TinyMoVqGan.Load())
            parameters = one.parameters().Count();
        LiveTensors.AssertNoneLeft(() =>
        {
            using var plain = TinyMoVqGan.Load();
            using var packed = TinyMoVqGan.Load();
            packed.Pack();
        }, 2 * parameters);
    }
}
