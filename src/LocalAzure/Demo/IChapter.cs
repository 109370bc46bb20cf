namespace LocalAzure.Demo;

/// <summary>One step of the story; whatever it claims, it has verified.</summary>
internal interface IChapter
{
    string Title { get; }

    /// <exception cref="DemoFailedException">Something was not so.</exception>
    Task TellAsync(Scene scene, CancellationToken cancellationToken);
}
