export { openAppender, replaceJournal } from './append';
export { cannotUse, type JournalEntry, readJournal, setAside } from './read-journal';
