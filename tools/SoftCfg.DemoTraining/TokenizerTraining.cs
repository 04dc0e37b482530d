using System.Globalization;
using SoftCfg.ImageTokenizers.MaskGitVq;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>
/// Trains the image tokenizer: reconstruction and commitment losses with a straight-through estimator, the codebook as
/// moving averages of the latents that choose each code (van den Oord et al. 2017, appendix A.1), unused codes restarted.
/// </summary>
internal sealed class TokenizerTraining : IDisposable
{
    public static readonly MaskGitVqConfig Config = new()
    {
        ChannelMultipliers = [1, 2, 2],
        HiddenChannels = 32,
        ResidualBlocks = 1,
        CodeChannels = 8,
        CodebookSize = 512,
        Resolution = 28,
        ImageChannels = 1,
    };

    private const double CodebookDecay = 0.97, CommitmentCost = 0.5, RestartBelow = 0.02;

    // Straight-through gradients let latents grow without bound while the codebook runs after them; this holds them.
    private const double LatentCost = 0.01;

    private readonly TrainingSettings settings;
    private readonly FashionMnist train, test;

    // Moving averages: how often each code is chosen, and the sum of the latents that choose it.
    private readonly Tensor counts = zeros(Config.CodebookSize);
    private readonly Tensor sums = zeros(Config.CodebookSize, Config.CodeChannels);

    public TokenizerTraining(TrainingSettings settings)
    {
        this.settings = settings;
        train = FashionMnist.Load(settings.DataFolder, train: true);
        test = FashionMnist.Load(settings.DataFolder, train: false);
    }

    public MaskGitVqTokenizer Tokenizer { get; } = new(Config);

    public void Run(int epochs, CancellationToken cancellationToken)
    {
        using (var generator = new Generator(settings.Seed))
            Initialization.Convolutional(Tokenizer, generator);
        Tokenizer.Codebook.requires_grad = false;
        new TrainingLoop("tokenizer", Tokenizer, settings)
        {
            LearningRate = 1e-3,
            WeightDecay = 1e-4,
            Epochs = epochs,
            ExtraState = [("codebook.counts", counts), ("codebook.sums", sums)],
            Evaluate = () => string.Create(CultureInfo.InvariantCulture,
                $"test reconstruction: mean squared error {TestError():F5}, codes in use {CodesInUse()}"),
        }.Run(train.Count, Loss, cancellationToken);
    }

    /// <summary>Mean squared error of reconstructed test images, pixels in [0, 1].</summary>
    public double TestError()
    {
        using var noGradients = no_grad();
        double sum = 0;
        foreach (var indices in test.Batches())
        {
            using var scope = NewDisposeScope();
            var pixels = test.Pixels(indices);
            var error = (Tokenizer.Decode(Tokenizer.Encode(pixels)).Clamped(0, 1) - pixels).Squared().mean();
            sum += error.item<float>() * indices.shape[0];
        }
        return sum / test.Count;
    }

    public void Dispose()
    {
        Tokenizer.Dispose();
        counts.Dispose();
        sums.Dispose();
        train.Dispose();
        test.Dispose();
    }

    private int CodesInUse()
    {
        using var used = counts.GreaterThan(RestartBelow).sum();
        return (int)used.item<long>();
    }

    private Tensor Loss(Tensor indices, Generator generator, double progress)
    {
        var pixels = train.Pixels(indices);
        var latents = Tokenizer.EncodeLatents(pixels);  // [B, code channels, grid, grid]
        // [B * grid * grid, code channels]
        var points = latents.permute(0, 2, 3, 1).reshape(-1, Config.CodeChannels);
        if (counts.sum().item<float>() == 0)
            StartCodebook(points.detach(), generator);
        var chosen = Nearest(points.detach());
        var codes = Tokenizer.Codebook.index_select(0, chosen);
        UpdateCodebook(points.detach(), chosen, generator, mayRestart: progress < 0.7);
        var quantized = codes.view(latents.shape[0], Config.GridSize, Config.GridSize, -1).permute(0, 3, 1, 2);
        // Straight through: forward the code, backward the latent.
        var decoded = Tokenizer.DecodeLatents(latents.Plus((quantized - latents).detach()));
        var difference = decoded.narrow(1, 0, 1) - pixels.narrow(1, 0, 1);
        return difference.Squared().mean().Plus(difference.abs().mean().Times(0.1))
            .Plus((points - codes.detach()).Squared().mean().Times(CommitmentCost)).Plus(points.Squared().mean().Times(LatentCost));
    }

    private Tensor Nearest(Tensor points)
    {
        using var noGradients = no_grad();
        var codes = Tokenizer.Codebook;
        return (codes.Squared().sum(1) - points.matmul(codes.t()).Times(2)).argmin(1);
    }

    private void StartCodebook(Tensor points, Generator generator)
    {
        using var noGradients = no_grad();
        var picks = randperm(points.shape[0], generator: generator).narrow(0, 0, Config.CodebookSize);
        sums.copy_(points.index_select(0, picks));
        counts.FillInPlace(1);
        Tokenizer.Codebook.copy_(sums);
    }

    private void UpdateCodebook(Tensor points, Tensor chosen, Generator generator, bool mayRestart)
    {
        using var noGradients = no_grad();
        var choices = nn.functional.one_hot(chosen, Config.CodebookSize).to(ScalarType.Float32);
        counts.TimesInPlace(CodebookDecay).PlusInPlace(choices.sum(0), 1 - CodebookDecay);
        sums.TimesInPlace(CodebookDecay).PlusInPlace(choices.t().matmul(points), 1 - CodebookDecay);
        if (mayRestart)
        {
            var dead = counts.LessThan(RestartBelow).nonzero().squeeze(1);
            if (dead.shape[0] > 0)
            {
                var picks = randperm(points.shape[0], generator: generator).narrow(0, 0, dead.shape[0]);
                sums.index_copy_(0, dead, points.index_select(0, picks));
                counts.index_copy_(0, dead, ones(dead.shape[0]));
            }
        }
        Tokenizer.Codebook.copy_(sums / counts.AtLeast(1e-5).unsqueeze(1));
    }
}
