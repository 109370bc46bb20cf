namespace LocalAzure.Demo;

/// <summary>One step of the story; whatever it claims, it has verified.</summary>
internal interface IDemoStep
{
    string Title { get; }

    /// <summary>The functions it cannot do without; where the app has not got them, the step is left out, and that is said.</summary>
    IReadOnlyList<string> Needs => [];

    /// <exception cref="DemoFailedException">Something was not so.</exception>
    Task TellAsync(Scene scene, CancellationToken cancellationToken);
}
