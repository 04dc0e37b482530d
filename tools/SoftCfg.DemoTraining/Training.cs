using System.Globalization;

namespace SoftCfg.DemoTraining;

/// <summary>The parts of the training, in the order in which they build on each other.</summary>
internal sealed class Training(TrainingSettings settings, CancellationToken cancellationToken)
{
    private const int TokenizerEpochs = 4, ClassifierEpochs = 14, GeneratorEpochs = 16;

    private const string DefaultFolder = "models/fashion";

    public void Run(string command, string? target)
    {
        switch (command)
        {
            case "train":
                TrainAll(target ?? DefaultFolder);
                break;
            case "tokenizer":
                using (TrainedTokenizer())
                    break;
            case "classifier":
                using (TrainedClassifier())
                    break;
            case "generator":
                using (var tokenizer = TrainedTokenizer())
                using (TrainedGenerator(tokenizer))
                    break;
            case "report":
                RecognitionReport.Print(target ?? DefaultFolder, settings.ReportedImages, cancellationToken);
                break;
            case "statistics":
                ReferenceImages.WriteStatistics(settings.DataFolder, target ?? DefaultFolder, cancellationToken);
                break;
            case "reference":
                ReferenceImages.Write(settings.DataFolder, target ?? "fashion-test.npz");
                break;
            default:
                throw new ArgumentException($"There is no command '{command}'.");
        }
    }

    private void TrainAll(string folder)
    {
        using var tokenizer = TrainedTokenizer();
        using var classifier = TrainedClassifier();
        using var generator = TrainedGenerator(tokenizer);
        Export.Write(folder, generator.Model, tokenizer.Tokenizer, classifier.Classifier);
        ReferenceImages.WriteStatistics(settings.DataFolder, folder, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            tokenizer: test mean squared error {tokenizer.TestError():F5}
            classifier: test accuracy {classifier.TestAccuracy():P2}
            generator: test cross entropy {generator.TestLoss:F4} nats per token
            """));
        RecognitionReport.Print(folder, settings.ReportedImages, cancellationToken);
    }

    // Each trains, or finds its training finished.
    private TokenizerTraining TrainedTokenizer()
    {
        var training = new TokenizerTraining(settings);
        training.Run(TokenizerEpochs, cancellationToken);
        return training;
    }

    private ClassifierTraining TrainedClassifier()
    {
        var training = new ClassifierTraining(settings);
        training.Run(ClassifierEpochs, cancellationToken);
        return training;
    }

    private GeneratorTraining TrainedGenerator(TokenizerTraining tokenizer)
    {
        var training = new GeneratorTraining(settings, tokenizer.Tokenizer);
        training.Run(GeneratorEpochs, cancellationToken);
        return training;
    }
}
