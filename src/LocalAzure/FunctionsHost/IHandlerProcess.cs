namespace LocalAzure.FunctionsHost;

/// <summary>One run of the handler: a child process, or in tests a server in this process.</summary>
internal interface IHandlerProcess : IAsyncDisposable
{
    /// <summary>Completes with the exit code once the handler is gone.</summary>
    Task<int> Exited { get; }

    /// <summary>Ends it at once, without any notice.</summary>
    void Kill();
}
