using System.Globalization;
using SoftCfg.ImageTokenizers.MaskGitVq;
using SoftCfg.Models.Rar;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>
/// Trains the generator on the tokens of the training images: cross entropy, a tenth of the class labels dropped so that
/// an unconditional branch exists, token orders at random at first and raster at the end (RAR, arXiv 2411.00776).
/// </summary>
internal sealed class GeneratorTraining : IDisposable
{
    public static readonly RarConfig Config = new()
    {
        HiddenSize = 160,
        Layers = 6,
        Heads = 5,
        IntermediateSize = 640,
        SequenceLength = TokenizerTraining.Config.GridSize * TokenizerTraining.Config.GridSize,
        CodebookSize = TokenizerTraining.Config.CodebookSize,
        ClassCount = 10,
    };

    private const double LabelDropout = 0.1, AnnealFrom = 0.1, AnnealTo = 0.5;

    private readonly TrainingSettings settings;
    private readonly Tensor trainTokens, trainLabels, testTokens, testLabels;

    public GeneratorTraining(TrainingSettings settings, MaskGitVqTokenizer tokenizer)
    {
        this.settings = settings;
        (trainTokens, trainLabels) = Encode(tokenizer, train: true);
        (testTokens, testLabels) = Encode(tokenizer, train: false);
    }

    public RarModel Model { get; } = new(Config);

    /// <summary>Cross entropy per token of the test images in raster order, in nats.</summary>
    public double TestLoss { get; private set; }

    public void Run(int epochs, CancellationToken cancellationToken)
    {
        using (var generator = new Generator(settings.Seed))
            Initialization.Transformer(Model, generator);
        using var average = new MovingAverage(Model, decay: 0.999);
        new TrainingLoop("generator", Model, settings)
        {
            LearningRate = 1.5e-3,
            Epochs = epochs,
            AfterStep = average.Update,
            ExtraState = average.State,
            Evaluate = () =>
            {
                average.Swap();
                TestLoss = MeanTestLoss();
                average.Swap();
                return string.Create(CultureInfo.InvariantCulture, $"test cross entropy {TestLoss:F4} nats per token");
            },
        }.Run(trainTokens.shape[0], Loss, cancellationToken);
        average.Swap();
        using var noGradients = no_grad();
        TestLoss = MeanTestLoss();
    }

    public void Dispose()
    {
        Model.Dispose();
        foreach (var tensor in new[] { trainTokens, trainLabels, testTokens, testLabels })
            tensor.Dispose();
    }

    private Tensor Loss(Tensor indices, Generator generator, double progress)
    {
        var tokens = trainTokens.index_select(0, indices);  // [B, N]
        var (batch, n) = (tokens.shape[0], tokens.shape[1]);
        var dropped = rand(batch, generator: generator).LessThan(LabelDropout);
        var conditions = trainLabels.index_select(0, indices).MaskedFill(dropped, Model.ClassCount);
        var randomShare = Math.Clamp((AnnealTo - progress) / (AnnealTo - AnnealFrom), 0, 1);
        var shuffled = rand(batch, generator: generator).LessThan(randomShare).unsqueeze(1);
        // Sorting random keys shuffles; sorting the places themselves is raster order.
        var keys = where(shuffled, rand([batch, n], generator: generator), TensorArithmetic.Range(n).to(ScalarType.Float32));
        var orders = keys.argsort(1);
        return CrossEntropy(Model.ForwardInOrder(conditions, tokens, orders), tokens.gather(1, orders));
    }

    private double MeanTestLoss()
    {
        double sum = 0;
        using var scope = NewDisposeScope();
        foreach (var (tokens, labels) in testTokens.split(500).Zip(testLabels.split(500)))
        {
            using var batchScope = NewDisposeScope();
            var raster = TensorArithmetic.Range(tokens.shape[1]).expand_as(tokens);
            sum += CrossEntropy(Model.ForwardInOrder(labels, tokens, raster), tokens).item<float>() * tokens.shape[0];
        }
        return sum / testTokens.shape[0];
    }

    private static Tensor CrossEntropy(Tensor logits, Tensor tokens) =>
        nn.functional.cross_entropy(logits.flatten(0, 1), tokens.flatten());

    private (Tensor Tokens, Tensor Labels) Encode(MaskGitVqTokenizer tokenizer, bool train)
    {
        using var noGradients = no_grad();
        using var data = FashionMnist.Load(settings.DataFolder, train);
        using var scope = NewDisposeScope();
        var tokens = data.Batches().Select(indices => tokenizer.Encode(data.Pixels(indices))).ToList();
        return (cat(tokens, 0).MoveToOuterDisposeScope(), data.Labels.clone().MoveToOuterDisposeScope());
    }
}
