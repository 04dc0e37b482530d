using System.Globalization;
using SoftCfg.Evaluation;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>Trains the classifier that judges generated images, on real ones shifted by up to two pixels.</summary>
internal sealed class ClassifierTraining : IDisposable
{
    private const int MaximumShift = 2;

    private readonly TrainingSettings settings;
    private readonly FashionMnist train, test;

    public ClassifierTraining(TrainingSettings settings)
    {
        this.settings = settings;
        train = FashionMnist.Load(settings.DataFolder, train: true);
        test = FashionMnist.Load(settings.DataFolder, train: false);
    }

    public FashionClassifier Classifier { get; } = new();

    /// <summary>The share of test images classified correctly.</summary>
    public double TestAccuracy()
    {
        using var noGradients = no_grad();
        long correct = 0;
        foreach (var indices in test.Batches())
        {
            using var scope = NewDisposeScope();
            var predicted = Classifier.call(test.Pixels(indices)).argmax(1);
            correct += predicted.eq(test.Labels.index_select(0, indices)).sum().item<long>();
        }
        return (double)correct / test.Count;
    }

    public void Run(int epochs, CancellationToken cancellationToken)
    {
        using (var generator = new Generator(settings.Seed))
            Initialization.Convolutional(Classifier, generator);
        new TrainingLoop("classifier", Classifier, settings)
        {
            LearningRate = 2e-3,
            WeightDecay = 0.01,
            Epochs = epochs,
            Evaluate = () => string.Create(CultureInfo.InvariantCulture, $"test accuracy {TestAccuracy():P2}"),
        }.Run(train.Count, Loss, cancellationToken);
    }

    public void Dispose()
    {
        Classifier.Dispose();
        train.Dispose();
        test.Dispose();
    }

    private Tensor Loss(Tensor indices, Generator generator, double progress)
    {
        var shifts = randint(-MaximumShift, MaximumShift + 1, [2], dtype: ScalarType.Int64, generator: generator).data<long>();
        var pixels = train.Pixels(indices).roll([shifts[0], shifts[1]], [2, 3]);
        return nn.functional.cross_entropy(Classifier.call(pixels), train.Labels.index_select(0, indices));
    }
}
